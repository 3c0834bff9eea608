import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, DEFAULT_PAGE_SIZE, IfMatch, Operation, PageQuery, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { BUSINESS_PROBLEMS } from '../domain/problems.js';
import { CreateBusiness } from '../use-cases/create-business.js';
import { GetBusiness } from '../use-cases/get-business.js';
import { ListBusinesses } from '../use-cases/list-businesses.js';
import { UpdateBusiness } from '../use-cases/update-business.js';
import { BusinessDto, BusinessPageDto, CreateBusinessDto, UpdateBusinessDto } from './business.dto.js';

const NEW_BUSINESS = {
  legalName: 'Tidewater Joinery LLC',
  address: { line1: '3 Ferry Road', city: 'Portland', region: 'ME', postalCode: '04101', country: 'US' },
  naicsCodes: ['238350'],
  sizeClass: 'micro',
  setAsides: ['SDB'],
};

/** Profiles of firms, for their members. */
@ApiTags('businesses')
@Controller('businesses')
export class BusinessesController {
  constructor(
    private readonly createBusiness: CreateBusiness,
    private readonly listBusinesses: ListBusinesses,
    private readonly getBusiness: GetBusiness,
    private readonly updateBusiness: UpdateBusiness,
  ) {}

  @Operation('businesses.create', { summary: 'Found a business and own it', status: 201, response: BusinessDto, problems: [BUSINESS_PROBLEMS.BUSINESS_LIMIT_REACHED], example: NEW_BUSINESS })
  @Post()
  create(@Caller() caller: Principal, @Body() profile: CreateBusinessDto): Promise<BusinessDto> {
    return this.createBusiness.execute(caller, profile) as Promise<BusinessDto>;
  }

  @Operation('businesses.list', { summary: 'Your businesses, newest first', response: BusinessPageDto })
  @Get()
  list(@Caller() caller: Principal, @Query() { limit = DEFAULT_PAGE_SIZE, cursor }: PageQuery): Promise<BusinessPageDto> {
    return this.listBusinesses.execute(caller, limit, cursor) as Promise<BusinessPageDto>;
  }

  @Operation('businesses.get', { summary: 'One business', response: BusinessDto, versioned: 'read' })
  @Get(':businessId')
  get(@Caller() caller: Principal, @PathId('businessId') businessId: string): Promise<BusinessDto> {
    return this.getBusiness.execute(caller, businessId) as Promise<BusinessDto>;
  }

  @Operation('businesses.update', { summary: 'Change the profile', description: 'What is absent stays as it is; `null` clears an optional member; `address` and lists are replaced whole.', response: BusinessDto, versioned: 'write', problems: [PROBLEMS.OVERLOADED], example: { employees: 14, website: null } })
  @Patch(':businessId')
  update(@Caller() caller: Principal, @PathId('businessId') businessId: string, @IfMatch() version: number, @Body() change: UpdateBusinessDto): Promise<BusinessDto> {
    return this.updateBusiness.execute(caller, businessId, version, change) as Promise<BusinessDto>;
  }
}
